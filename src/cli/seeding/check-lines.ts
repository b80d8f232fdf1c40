import { formatCount, plural } from "../../ground/index.ts";
import type { CheckResult } from "../../seeding/index.ts";
import { oneLine } from "../terminal/figures.ts";

const mostShown = 20;

/** What a check of the table has found. */
export function checkLines({ users, items, found, foreign, missing, extra, different, wrong }: CheckResult): string[] {
  const others = foreign === null ? "" : `; ${plural(foreign, "foreign item")} left alone`;
  const isRight = missing + extra + different === 0;
  return [
    `${formatCount(found)} of ${plural(items, "item")} of ${plural(users, "user")} found${others}`,
    `${formatCount(missing)} missing, ${formatCount(extra)} extra, ${formatCount(different)} different`,
    ...wrong.slice(0, mostShown).map(({ difference, user, record, key }) => {
      const place = record === null ? `user ${user}` : `user ${user}, record ${record}`;
      return `  ${difference}: ${place}: ${oneLine(key.join(" · "))}`;
    }),
    ...(wrong.length > mostShown ? ["  … (--json lists up to 1,000)"] : []),
    ...(isRight ? ["the table holds exactly what it should"] : []),
  ];
}
