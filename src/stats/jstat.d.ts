/** The part of jstat that we use; the package brings no types. */
declare module "jstat" {
  const jstat: {
    readonly studentt: {
      /** The value below which a share p of Student's t with so many degrees of freedom lies. */
      inv(p: number, degreesOfFreedom: number): number;
    };
  };
  export default jstat;
}
