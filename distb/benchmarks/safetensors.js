import { readFileSync, writeFileSync } from "node:fs";
/** Writes tensors as Hugging Face's safetensors: the length of a header, the header in JSON, the numbers. */
export function writeTensors(file, tensors) {
    let offset = 0;
    const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
        const from = offset;
        offset += data.byteLength;
        return [name, { dtype: "F32", shape, data_offsets: [from, offset] }];
    });
    const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    const bytes = ({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    writeFileSync(file, Buffer.concat([length, header, ...Object.values(tensors).map(bytes)]));
}
export function readTensors(file) {
    const bytes = readFileSync(file);
    const begin = 8 + Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, begin).toString());
    const tensors = Object.entries(header).filter(([name]) => name !== "__metadata__");
    return Object.fromEntries(tensors.map(([name, { shape, data_offsets: [from, to], },]) => {
        // Copied, since numbers of four bytes must begin at a multiple of four.
        const data = new Float32Array(new Uint8Array(bytes.subarray(begin + from, begin + to)).buffer);
        return [name, { shape, data }];
    }));
}
