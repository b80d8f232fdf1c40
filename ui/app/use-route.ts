import { useEffect, useState } from "preact/hooks";
import { hashOf, parseRoute, type Route } from "../state/route.ts";

/** Where the reader is, and how to go elsewhere. */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [route, setRoute] = useState(() => parseRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(parseRoute(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  const go = (to: Route) => {
    setRoute(to);
    if (location.hash !== hashOf(to)) history.pushState(null, "", hashOf(to));
  };
  useEffect(() => {
    const back = () => setRoute(parseRoute(location.hash));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  return [route, go];
}
