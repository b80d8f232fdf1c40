import type { Socket } from "node:net";
import { getSystemErrorName } from "node:util";

/** The parts of Node's inside that are used here; docs/decisions/010-writes-past-the-stream.md says why. */
interface StreamWrap {
  readonly WriteWrap: new () => WriteRequest;
  readonly streamBaseState: Int32Array;
  /** The place in `streamBaseState` that tells whether the last write is still going on. */
  readonly kLastWriteWasAsync: number;
}

/** A write that goes on; the status is a negative error number, or 0. */
interface WriteRequest {
  oncomplete: (status: number) => void;
  /** Kept alive until it is written. */
  body?: Uint8Array | null;
}

interface StreamHandle {
  /** Returns a negative error number, or 0. */
  writeLatin1String(request: WriteRequest, text: string): number;
  /** Of pieces, each followed by its encoding. */
  writev(request: WriteRequest, pieces: readonly (string | Uint8Array)[], allBuffers: false): number;
}

/** Beyond it the handle copies the text instead of trying to write it at once. */
export const maxDirectLength = 16_384;

/** Writes short texts of bytes (latin1) to plain sockets without the stream around them. One for a thread. */
export class DirectWriter {
  readonly #wrap: StreamWrap;
  /** Used again as long as writes are done at once, as they are unless the send buffer is full. */
  #request: WriteRequest;

  private constructor(wrap: StreamWrap) {
    this.#wrap = wrap;
    this.#request = new wrap.WriteWrap();
  }

  /** Null when this Node has not got what it takes. */
  static create(): DirectWriter | null {
    const wrap = streamWrap();
    return wrap === null ? null : new DirectWriter(wrap);
  }

  /**
   * Writes to an open socket that has nothing else to write; an error destroys the socket. Null when the operating
   * system has taken all of text and body, else the write to hand to {@link DirectWriter.await}.
   */
  write(socket: Socket, text: string, body: Uint8Array | null = null): WriteRequest | null {
    const { _handle: handle } = socket as unknown as { readonly _handle: StreamHandle | null };
    if (handle === null) return null; // closed a moment ago: what was to be said is for nobody
    const { streamBaseState, kLastWriteWasAsync, WriteWrap } = this.#wrap;
    const request = this.#request;
    const errorNumber =
      body === null
        ? handle.writeLatin1String(request, text)
        : handle.writev(request, [text, "latin1", body, "buffer"], false);
    if (errorNumber !== 0) socket.destroy(errorOf(errorNumber));
    else if (streamBaseState[kLastWriteWasAsync] !== 0) {
      this.#request = new WriteWrap();
      request.body = body;
      return request;
    }
    return null;
  }

  /** Calls `flushed` when the operating system has taken the rest. */
  await(request: WriteRequest, socket: Socket, flushed: () => void): void {
    request.oncomplete = (status) => (status < 0 ? socket.destroy(errorOf(status)) : flushed());
  }
}

function streamWrap(): StreamWrap | null {
  try {
    const wrap = (process as { binding?(name: string): unknown }).binding?.("stream_wrap") as
      | Partial<StreamWrap>
      | undefined;
    const { WriteWrap, streamBaseState, kLastWriteWasAsync } = wrap ?? {};
    const isKnown = typeof WriteWrap === "function" && typeof streamBaseState?.[kLastWriteWasAsync ?? -1] === "number";
    return isKnown ? (wrap as StreamWrap) : null;
  } catch {
    return null;
  }
}

function errorOf(errorNumber: number): Error {
  const code = getSystemErrorName(errorNumber);
  return Object.assign(new Error(`write ${code}`), { code });
}
