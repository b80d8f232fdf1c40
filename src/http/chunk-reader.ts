import type { BodyCollector } from "./body-collector.ts";
import type { Fault } from "./faults.ts";
import { carriageReturn, colon, lineFeed, nameBytes, semicolon, space, tab, valueBytes } from "./header-bytes.ts";

const inSize = 0;
const inPadding = 1;
const inExtension = 2;
const atSizeEnd = 3;
const inData = 4;
const atDataReturn = 5;
const atDataEnd = 6;
const atTrailer = 7;
const inTrailerName = 8;
const inTrailerValue = 9;
const atTrailerEnd = 10;
const atLastEnd = 11;
const finished = 12;

const maxSizeDigits = 16;

/**
 * Reads a chunked body (RFC 9112, section 7.1) byte by byte, so that it does not matter where the reads are cut: sizes,
 * extensions and trailers are checked and dropped, data goes to the collector.
 */
export class ChunkReader {
  fault: Fault | null = null;
  #state = finished;
  #size = 0;
  #sizeDigits = 0;
  #remaining = 0;
  #bodyBytes = 0;
  #framingBytes = 0;

  get isFinished(): boolean {
    return this.#state === finished;
  }

  begin(): void {
    this.fault = null;
    this.#state = inSize;
    this.#size = 0;
    this.#sizeDigits = 0;
    this.#bodyBytes = 0;
    this.#framingBytes = 0;
  }

  /**
   * Reads `source[from, to)` up to the end of the body and returns the place after the last byte it took; stops early
   * with `fault` set. Extensions and trailers together may have `maxFramingBytes`.
   */
  read(
    source: Buffer,
    from: number,
    to: number,
    body: BodyCollector,
    maxBodyBytes: number,
    maxFramingBytes: number,
  ): number {
    let at = from;
    while (at < to && this.#state !== finished) {
      if (this.#state === inData) {
        const end = Math.min(to, at + this.#remaining);
        body.add(source, at, end);
        this.#remaining -= end - at;
        if (this.#remaining === 0) this.#state = atDataReturn;
        at = end;
        continue;
      }
      this.fault = this.#step(source[at]!, maxBodyBytes, maxFramingBytes);
      if (this.fault !== null) return at;
      at++;
    }
    return at;
  }

  #step(byte: number, maxBodyBytes: number, maxFramingBytes: number): Fault | null {
    switch (this.#state) {
      case inSize:
        return this.#stepSize(byte, maxBodyBytes);
      case inPadding:
        if (byte === semicolon) this.#state = inExtension;
        else if (byte !== space && byte !== tab) return "PICKUP_HTTP_BAD_CHUNK";
        return this.#countFraming(maxFramingBytes);
      case inExtension:
        if (byte === carriageReturn) this.#state = atSizeEnd;
        else if (valueBytes[byte] === 0) return "PICKUP_HTTP_BAD_CHUNK";
        return this.#countFraming(maxFramingBytes);
      case atSizeEnd:
        this.#remaining = this.#size;
        return this.#expect(byte, lineFeed, this.#size === 0 ? atTrailer : inData);
      case atDataReturn:
        return this.#expect(byte, carriageReturn, atDataEnd);
      case atDataEnd:
        this.#size = 0;
        this.#sizeDigits = 0;
        return this.#expect(byte, lineFeed, inSize);
      default:
        return this.#stepTrailer(byte) ?? this.#countFraming(maxFramingBytes);
    }
  }

  #stepSize(byte: number, maxBodyBytes: number): Fault | null {
    const digit = hexDigitOf(byte);
    if (digit >= 0) {
      if (++this.#sizeDigits > maxSizeDigits) return "PICKUP_HTTP_BAD_CHUNK";
      this.#size = this.#size * 16 + digit;
      return this.#bodyBytes + this.#size > maxBodyBytes ? "PICKUP_HTTP_BODY_TOO_LARGE" : null;
    }
    if (this.#sizeDigits === 0) return "PICKUP_HTTP_BAD_CHUNK";
    this.#bodyBytes += this.#size;
    if (byte === carriageReturn) this.#state = atSizeEnd;
    else if (byte === semicolon) this.#state = inExtension;
    else if (byte === space || byte === tab) this.#state = inPadding;
    else return "PICKUP_HTTP_BAD_CHUNK";
    return null;
  }

  #stepTrailer(byte: number): Fault | null {
    switch (this.#state) {
      case atTrailer:
        if (byte === carriageReturn) this.#state = atLastEnd;
        else if (nameBytes[byte] === 1) this.#state = inTrailerName;
        else return "PICKUP_HTTP_BAD_TRAILER";
        return null;
      case inTrailerName:
        if (byte === colon) this.#state = inTrailerValue;
        else if (nameBytes[byte] === 0) return "PICKUP_HTTP_BAD_TRAILER";
        return null;
      case inTrailerValue:
        if (byte === carriageReturn) this.#state = atTrailerEnd;
        else if (valueBytes[byte] === 0) return "PICKUP_HTTP_BAD_TRAILER";
        return null;
      default:
        return this.#expect(byte, lineFeed, this.#state === atTrailerEnd ? atTrailer : finished);
    }
  }

  #expect(byte: number, wanted: number, next: number): Fault | null {
    if (byte !== wanted) return this.#state >= atTrailer ? "PICKUP_HTTP_BAD_TRAILER" : "PICKUP_HTTP_BAD_CHUNK";
    this.#state = next;
    return null;
  }

  #countFraming(maxFramingBytes: number): Fault | null {
    return ++this.#framingBytes > maxFramingBytes ? "PICKUP_HTTP_HEAD_TOO_LARGE" : null;
  }
}

function hexDigitOf(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
