/** What the service's operators may change while it runs. */
export interface ApiSettings {
  /** Markers older than so many days are not returned. */
  readonly cutOffInDays: number;
  /** At most so many entries are returned. */
  readonly continueWatchingLimit: number;
  /** From this share of the runtime on a title counts as finished; null: only when it is marked as done. */
  readonly completedAt: number | null;
}

export const defaultApiSettings: ApiSettings = { cutOffInDays: 1825, continueWatchingLimit: 1000, completedAt: null };

interface Rule {
  readonly isMet: (value: unknown) => boolean;
  readonly text: string;
}

const rules: { readonly [Name in keyof ApiSettings]: Rule } = {
  cutOffInDays: { isMet: (value) => isNumber(value) && value >= 0, text: "a number of at least 0" },
  continueWatchingLimit: {
    isMet: (value) => isNumber(value) && Number.isInteger(value) && value >= 0,
    text: "a whole number of at least 0",
  },
  completedAt: {
    isMet: (value) => value === null || (isNumber(value) && value > 0 && value <= 1),
    text: "null, or a share above 0 and up to 1",
  },
};

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** The settings in a JSON text, defaults for those it leaves out; or what is wrong with it, as the end of a sentence. */
export function apiSettingsIn(text: string): ApiSettings | string {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return "is not JSON";
  }
  if (typeof given !== "object" || given === null || Array.isArray(given)) return "holds no object";
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(rules, name)) return `has the unknown setting ${name}; known: ${Object.keys(rules).join(", ")}`;
    const rule = rules[name as keyof ApiSettings];
    if (!rule.isMet(value)) return `says ${name} is ${JSON.stringify(value)}; it must be ${rule.text}`;
  }
  return { ...defaultApiSettings, ...given };
}

/** `cutOffInDays 1825, continueWatchingLimit 1000` */
export function describeApiSettings({ cutOffInDays, continueWatchingLimit, completedAt }: ApiSettings): string {
  const finished = completedAt === null ? "" : `, completedAt ${completedAt}`;
  return `cutOffInDays ${cutOffInDays}, continueWatchingLimit ${continueWatchingLimit}${finished}`;
}
