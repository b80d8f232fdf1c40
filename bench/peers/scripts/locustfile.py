import itertools
import os

from locust import FastHttpUser, HttpUser, between, constant

numbers = itertools.count()


def read(user):
    user.client.get("/continuewatchinghistory", headers=user.fields)


class Reader:
    wait_time = between(1, 5) if os.environ.get("WAITS") == "1-5" else constant(0)

    def on_start(self):
        token = f"user-{next(numbers)}." + "t" * 200
        self.fields = {"Authorization": f"Bearer {token}", "Accept": "application/json"}


class FastReader(Reader, FastHttpUser):
    tasks = [read]


class PlainReader(Reader, HttpUser):
    tasks = [read]
