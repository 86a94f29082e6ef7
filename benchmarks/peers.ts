import type { Shape } from "./shape.js";
export interface PeerRecord {
  readonly kind: "peer";
  readonly shape: Shape;
  readonly cell: string;
}
export async function* benchPeers(): AsyncGenerator<PeerRecord> {}
