import { abs, div, max, maximum, minimum, mul, sqrt, square, sum } from "./equations.js";
import { type Expr, unit, type Vec } from "./expr.js";

/**
 * A cotangent no longer than `limit` within each example: d · min(1, limit/‖d‖). One that is not longer keeps its bits.
 *
 * It is divided by its largest element before it is squared, so that its length is found wherever d itself has a number,
 * and compared with a multiple of `unit`, so that it may come at any scale. NaN and infinity become NaN.
 */
export function clipped(d: Expr, limit: number): Expr {
  const most = mul(unit, limit);
  const isVector = d.shape.length > 0;
  const top = isVector ? max(abs(d) as Expr<Vec<string>>) : (abs(d) as typeof most);
  const part = div(d, maximum(top, most));
  const length = isVector ? sqrt(sum(square(part) as Expr<Vec<string>>)) : (abs(part) as typeof most);
  return mul(d, minimum(1, div(minimum(1, div(most, top)), length)));
}
