from locust import FastHttpUser, HttpUser, SequentialTaskSet, TaskSet, constant_pacing, constant_throughput, task, tag, events
from random import randint, choice
import random, os, json, logging, uuid

CATEGORIES = ["books", "films", "games"]
API = "/api/v1"
MIN = 2
PRODUCTS = [{"id": 1, "sku": "a"}, {"id": 2, "sku": "b"}]

@events.test_start.add_listener
def on_test_start(environment, **kwargs):
    print("start")

def index(l):
    l.client.get("/")

class Buy(SequentialTaskSet):
    def on_start(self):
        self.cart = self.client.post(f"{API}/carts").json()["id"]

    @task
    def add(self):
        product = choice(PRODUCTS)
        self.client.put(f"{API}/carts/{self.cart}/items/{product['id']}", json={"sku": product["sku"], "count": randint(1, 3)})

    @task(2)
    def look(self):
        self.client.get(API + "/carts/" + str(self.cart), name=API + "/carts/[id]")

    @task
    def pay(self):
        with self.client.post("/pay", data={"cart": self.cart, "card": "4111"}, catch_response=True) as response:
            try:
                if response.json()["ok"] is not True:
                    response.failure("not paid")
            except ValueError:
                response.failure("no JSON")
        self.interrupt()

class Shopper(FastHttpUser):
    wait_time = constant_pacing(MIN)
    fixed_count = 4
    tasks = {Buy: 3, index: 1}
    network_timeout = 5.0

    @tag("search")
    @task(5)
    def search(self):
        """Searches."""
        category = random.choice(CATEGORIES)
        if category == "books" and random.random() < 0.5:
            query = "dune"
        else:
            query = "alien %d" % randint(1, 9)
        response = self.client.get("/search", params={"q": query, "category": category})
        if "error" in response.text or not response.json().get("items"):
            logging.info("nothing")
            response.failure(f"nothing for {query}")
        total = 0
        for item in response.json()["items"]:
            total += item["price"]
        self.log_total(total, category)

    def log_total(self, total, category):
        self.client.post("/totals", json={"total": total, "category": category, "by": os.getenv("BY", "me"), "id": str(uuid.uuid4())}, headers={"Authorization": "Bearer abc", "X-Total": total})

class Api(HttpUser):
    host = "https://api.example.com/"
    wait_time = constant_throughput(0.5)
    @task
    class Browse(TaskSet):
        @task(3)
        def a(self):
            with self.client.rename_request("/a/[n]"):
                for n in range(1, 4):
                    self.client.get("/a/%s" % n, timeout=3)
        @task
        def b(self):
            self.client.request("DELETE", "/b?x=a b", allow_redirects=False)
            self.client.patch("/b", data=json.dumps({"a": None, "n": -1.5}), headers={"Content-Type": "application/json"})
    def on_stop(self):
        self.client.head("/bye")
