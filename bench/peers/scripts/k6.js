import { check } from "k6";
import http from "k6/http";

const params = { headers: { Authorization: `Bearer user-${__VU}.${"t".repeat(200)}`, Accept: "application/json" } };

export default function () {
  const answer = http.get(`${__ENV.ORIGIN}/continuewatchinghistory`, params);
  check(answer, { "status is 200": ({ status }) => status === 200 });
}
