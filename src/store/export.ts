import type { BasicType } from "hyparquet-writer";
import type { Columns } from "./rows.js";

/** RFC 4180, with a line of names; numbers as `Number` and Python's `float` read them, NaN and infinities too. */
export async function toCsv({ names, rows }: Columns): Promise<string> {
  const { stringify } = await import("csv-stringify/sync");
  return stringify(
    rows.map((row) => names.map((name) => shown(row[name]))),
    { header: true, columns: [...names] },
  );
}

const shown = (value: Columns["rows"][number][string]): string => (value === undefined ? "" : String(value));

const TYPES: Readonly<Record<string, BasicType>> = { number: "DOUBLE", boolean: "BOOLEAN" };

/** Apache Parquet: numbers as DOUBLE (whole ones are exact up to 2^53), truth values as BOOLEAN, texts as UTF-8. */
export async function toParquet({ names, rows }: Columns): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = names.map((name) => {
    const data = rows.map((row) => row[name]);
    const [kind = "", ...others] = new Set(
      data.flatMap((value) => (value === undefined ? [] : [typeof value])),
    );
    const type: BasicType = (others.length === 0 ? TYPES[kind] : undefined) ?? "STRING";
    const written = data.map((value) =>
      value === undefined ? null : type === "STRING" ? String(value) : value,
    );
    return { name, type, nullable: true, data: written };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
