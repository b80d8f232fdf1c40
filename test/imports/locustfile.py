from random import choice, randint
from locust import HttpUser, SequentialTaskSet, between, constant_pacing, tag, task

CATEGORIES = ["books", "films"]


class Purchase(SequentialTaskSet):
    @task
    def basket(self):
        self.client.put("/basket", json={"product": "p1", "count": 2}, headers={"X-Shop": "1"})

    @task
    def order(self):
        with self.client.post("/orders", data={"product": "p1", "note": "a b"}, catch_response=True) as answer:
            if answer.status_code != 201:
                answer.failure(f"status {answer.status_code}")
        self.interrupt()


class Visitor(HttpUser):
    weight = 3
    wait_time = between(0.01, 0.03)

    def on_start(self):
        self.token = self.client.post("/login", json={"name": "anna"}).json()["token"]

    @tag("read")
    @task(4)
    def browse(self):
        self.client.get("/products", params={"category": choice(CATEGORIES)}, name="/products")

    @task(1)
    def look(self):
        self.client.get(f"/products/p{randint(1, 2)}", headers={"X-Token": self.token})


class Buyer(HttpUser):
    weight = 1
    wait_time = constant_pacing(0.02)
    tasks = {Purchase: 1}
