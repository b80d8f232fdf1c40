import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../ground/index.ts";
import type { WebSettings } from "./web-settings.ts";

const cookieName = "pickup_session";
const sessionMs = 12 * 60 * 60 * 1000;
/** Wrong logins in a minute, of one address and of all. */
const mostFailuresEach = 5;
const mostFailures = 30;
const minuteMs = 60_000;

/** What the door looks at of a request. */
export interface Visit {
  readonly ip: string;
  readonly headers: { readonly authorization?: string | undefined; readonly cookie?: string | undefined };
}

/** Who is known, who logs in and out, and who tries too often. */
export class Door {
  readonly #settings: Pick<WebSettings, "login" | "token" | "tls">;
  readonly #clock: Clock;
  /** Sessions by the hash of what the browser holds, with the time of their end. */
  readonly #sessions = new Map<string, number>();
  #failures: { readonly address: string; readonly atMs: number }[] = [];

  constructor(settings: Pick<WebSettings, "login" | "token" | "tls">, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** True for a session that has not ended, and for the right password or token in `Authorization`. */
  knows(visit: Visit): boolean {
    const { authorization, cookie } = visit.headers;
    const session = sessionIn(cookie);
    if (session !== null && (this.#sessions.get(hashOf(session)) ?? 0) > this.#clock.now()) return true;
    if (authorization === undefined || this.isTooMany(visit)) return false;
    const [scheme = "", given = ""] = authorization.split(" ");
    if (/^bearer$/i.test(scheme)) return this.#isToken(given);
    return /^basic$/i.test(scheme) && this.#isBasic(given);
  }

  /** The cookie of a new session; null when the form does not hold what is asked for. */
  open(form: URLSearchParams): string | null {
    const [user, password] = [form.get("user") ?? "", form.get("password") ?? ""];
    const isRight = this.#settings.login === null ? this.#isToken(password) : this.#isLogin(user, password);
    if (!isRight) return null;
    const session = randomBytes(32).toString("base64url");
    this.#sessions.set(hashOf(session), this.#clock.now() + sessionMs);
    return this.#cookie(session, sessionMs / 1000);
  }

  /** Ends the session of a visit; returns the cookie that makes the browser forget it. */
  close({ headers }: Visit): string {
    const session = sessionIn(headers.cookie);
    if (session !== null) this.#sessions.delete(hashOf(session));
    return this.#cookie("", 0);
  }

  noteFailure({ ip }: Visit): void {
    this.#failures.push({ address: ip, atMs: this.#clock.now() });
  }

  /** True when this address, or all of them, were wrong too often in the last minute. */
  isTooMany({ ip }: Visit): boolean {
    const sinceMs = this.#clock.now() - minuteMs;
    this.#failures = this.#failures.filter(({ atMs }) => atMs > sinceMs);
    const own = this.#failures.filter(({ address }) => address === ip).length;
    return own >= mostFailuresEach || this.#failures.length >= mostFailures;
  }

  #isBasic(given: string): boolean {
    const text = Buffer.from(given, "base64").toString("utf8");
    const colon = text.indexOf(":");
    return this.#isLogin(text.slice(0, colon), text.slice(colon + 1));
  }

  #isToken(given: string): boolean {
    const { token } = this.#settings;
    return token !== null && isSame(given, token);
  }

  /** Both are compared whatever the first one says, so that time tells nothing. */
  #isLogin(user: string, password: string): boolean {
    const { login } = this.#settings;
    return login !== null && [isSame(user, login.user), isSame(password, login.password)].every(Boolean);
  }

  #cookie(value: string, seconds: number): string {
    const secure = this.#settings.tls === null ? "" : "; Secure";
    return `${cookieName}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  }
}

function sessionIn(cookie: string | undefined): string | null {
  return new RegExp(`(?:^|;\\s*)${cookieName}=([\\w-]{43})(?:;|$)`).exec(cookie ?? "")?.[1] ?? null;
}

/** Takes the same time however much of it is right. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(wanted));
}

function hashOf(session: string): string {
  return digestOf(session).toString("hex");
}

function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
