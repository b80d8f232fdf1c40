// GraphQL: all operations go to one address, so each is counted under its name; and an error has status 200, so the body
// is looked at.
//
//     pickup load graphql.ts -H http://127.0.0.1:3000 -u 20 -r 10 -t 1m

import { between, defineLoadTest, type User } from "pickup-load-test";

const queries = {
  products: `query Products($first: Int!) {
    products(first: $first) { id price }
  }`,
  order: `mutation Order($product: ID!) {
    order(product: $product) { id }
  }`,
};

interface Reply<Data> {
  readonly data?: Data;
  readonly errors?: readonly { readonly message: string }[];
}

/** What an operation gives; undefined when it failed, which is counted. */
async function ask<Data>(
  user: Pick<User<unknown, unknown>, "http">,
  operation: keyof typeof queries,
  variables: object,
): Promise<Data | undefined> {
  const json = { query: queries[operation], variables };
  const answer = await user.http.post("/graphql", { json, name: `/graphql ${operation}` });
  if (answer.status !== 200) return undefined;
  const { data, errors = [] } = answer.json() as Reply<Data>;
  if (errors.length > 0) answer.fail(errors[0]!.message);
  return data;
}

export default defineLoadTest({
  users: {
    buyer: {
      wait: between(0.1, 0.5), // seconds
      tasks: {
        products: { weight: 3, run: async (user) => void (await ask(user, "products", { first: 10 })) },
        async buy(user) {
          const found = await ask<{ products: { id: string }[] }>(user, "products", { first: 2 });
          const product = found?.products.at(-1)?.id;
          if (product !== undefined) await ask(user, "order", { product });
        },
      },
    },
  },
  thresholds: ["failures<1%", "POST /graphql order: p95<2s"],
});
