/** Gives a chunk's memory back at once, where the garbage collector would wait for 64 MiB of them. */

/**
 * To be called when nothing needs the chunk any more. It is freed only if it ends where its ArrayBuffer of
 * `bufferBytes` ends: zlib fills such a buffer piece by piece, and is done with it when the last piece is out. (Measured
 * on a file of 89 MB: 85 MB of memory instead of 126, and a tenth less CPU time, because the memory stays warm.)
 */
export function releaseChunk(chunk: Buffer, bufferBytes: number): void {
    const { buffer, byteOffset, length } = chunk;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== bufferBytes) return;
    if (byteOffset + length === bufferBytes) buffer.transfer(0);
}
