// Any HTTP API, here a shop's: no config and no tokens, as many users as wanted, and the test's own checks. Two kinds
// of users, three visitors for each buyer:
//
//     pickup load any-api.ts -H http://127.0.0.1:3000 -u 40 -r 10 -t 1m

import { between, constantPacing, defineLoadTest } from "pickup-load-test";

interface Product {
  readonly id: string;
  readonly price: number;
}

export default defineLoadTest({
  // Runs once, before the first request is counted; every user sees what it returns as `user.shared`.
  async setup(run) {
    const answer = await fetch(`${run.host}/products`);
    if (!answer.ok) throw new Error(`the list of products came with status ${answer.status}`);
    const products = (await answer.json()) as Product[];
    if (products.length === 0) throw new Error("the shop is empty");
    return products;
  },
  users: {
    visitor: {
      weight: 3,
      wait: between(0.2, 1), // seconds
      tasks: {
        search: {
          weight: 2,
          async run(user) {
            // The name under which all searches are counted as one endpoint.
            const answer = await user.http.get(`/products?text=${user.index}`, { name: "/products?text=…" });
            if (answer.status === 200 && !Array.isArray(answer.json())) answer.fail("no list of products");
          },
        },
        async look(user) {
          const product = user.shared[user.random.integer(user.shared.length)]!;
          const answer = await user.http.get(`/products/${product.id}`, { name: "/products/{id}" });
          if (answer.status === 200 && (answer.json() as Product).price !== product.price) answer.fail("another price");
        },
        async lookForNothing(user) {
          const answer = await user.http.get("/products/none");
          if (answer.status === 404) answer.ok(); // it is what was wanted
        },
      },
    },
    buyer: {
      wait: constantPacing(1), // a purchase each second, however long it takes
      headers: { "x-shop": "load-test" },
      tasks: {
        async buy(user) {
          const order = { product: user.shared[0]!.id, buyer: user.id };
          const answer = await user.http.post("/orders", { json: order, timeout: "2s" });
          if (answer.status !== 201) answer.fail(`status ${answer.status}`);
        },
      },
    },
  },
  thresholds: ["failures<1%", "POST /orders: p95<500ms"],
});
