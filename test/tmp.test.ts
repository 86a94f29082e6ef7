import { test } from "vitest";
import { cells, readouts } from "../src/cells/index.js";
import { compile } from "../src/engine/index.js";
import { stream } from "../src/rng/index.js";
test("x", async () => { for (const c of Object.keys(cells)) for (const on of ["last","every"] as const) for (const loss of ["mse","xent"] as const) {
 const T=12,B=5,X=3,H=17,Y=loss==="mse"?1:4;
 const net = { input: X, layers: [{ cell: cells[c]!, dims: { H } },{ cell: cells[c]!, dims: { H:5 } }], readout: { cell: readouts[loss], on, size: Y } };
 const r = stream(1,c);
 const L = on==="last"?1:T;
 const b = { T, x: Float64Array.from({length:T*B*X},()=>r.normal()), target: Float64Array.from({length:L*B*Y},(_,i)=>loss==="mse"?r.normal():(i%Y===1?1:0)), weight: Float64Array.from({length:L*B},()=>r.uniform()) };
 let ref: Float64Array|undefined, refP: any, refdx: any; let p0: Float64Array|undefined;
 for (const [backend, precision] of [["interp","float64"],["native","float64"],["wasm","float64"],["native","float32"],["wasm","float32"]] as const) {
  const e = await compile(net, {T,B}, { backend, precision, inputGradient: true, threads: 2 });
  p0 ??= Float64Array.from(e.params, () => r.normal()*0.4);
  e.params.set(p0);
  const f = e.forward(b); const y = f.outputs(); const loss1=f.loss;
  const bw0 = e.backward(); const g0 = Array.from(e.grads); 
  e.forward(b);
  const bw = e.backward({ profile: true });
  const g = Float64Array.from(e.grads); const pr = bw.profile(); const dx = bw.inputGradient();
  const same = g0.every((v,i)=>v===g[i]);
  ref ??= g; refP ??= pr; refdx ??= dx;
  const err = (a:any,b:any)=>Math.max(...Array.from(a as number[],(v:number,i:number)=>Math.abs(v-b[i])))/Math.max(...Array.from(b as number[],(v:number)=>Math.abs(v)));
  console.log(c,on,loss,e.description,precision,loss1.toFixed(8), "grad err",err(g,ref).toExponential(1),"dx",err(dx,refdx).toExponential(1), "probe same",same,"prof", pr.flatMap((l,i)=>Object.keys(l).map(s=>err(l[s],refP[i][s]).toExponential(1))).join(" "));
 }
}}, 300000);
