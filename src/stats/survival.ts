/** A run as survival analysis sees it: it solved at this step, or was not solved yet when it was last seen there. */
export interface Observation {
  readonly step: number;
  readonly solved: boolean;
}

/** The share of runs not yet solved just after a step. */
export interface SurvivalPoint {
  readonly step: number;
  readonly share: number;
  /** Runs not yet solved and still watched just before the step. */
  readonly atRisk: number;
  readonly solved: number;
  readonly censored: number;
}

/** The curve falls at its points and is flat between them; it is 1 before the first. */
export interface SurvivalCurve {
  readonly points: readonly SurvivalPoint[];
  /** The last step for which the curve is known. */
  readonly upTo: number;
}
