"""Bodies of `POST /send`, as an online shop's tenant would send them."""

import random
from typing import Optional

_GREETINGS = ("Order placed", "Order paid", "Parcel sent", "Parcel returned", "Zahlung erhalten", "Commande expédiée", "注文を受け付けました")
_PRODUCTS = ("espresso-cup", "desk-lamp", "rain-jacket", "notebook-a5", "usb-c-cable", "tea-green-100g", "bike-light")
_COUNTRIES = ("DE", "FR", "JP", "US", "BR", "IN", "ZA")
_CHANNELS = ("web", "ios", "android", "partner-api")


def body(source: random.Random, tenant_id: Optional[str]) -> dict:
    """The next body; equal sources give equal sequences. Between about 60 bytes and 6 KB as JSON."""
    kind = source.random()
    request = {"message": source.choice(_GREETINGS)}
    # Callers that leave the id to the Sender are part of real traffic.
    if source.random() < 0.9:
        request["request_id"] = f"order-{source.getrandbits(64):016x}"
    if kind > 0.2:
        request["data"] = _order(source, lines=source.randint(1, 4) if kind < 0.95 else source.randint(30, 60))
    if tenant_id:
        request["tenant_id"] = tenant_id
    return request


def _order(source: random.Random, lines: int) -> dict:
    positions = [
        {"sku": source.choice(_PRODUCTS), "quantity": source.randint(1, 5), "unit_price": round(source.uniform(1.5, 180), 2)}
        for _ in range(lines)
    ]
    return {
        "channel": source.choice(_CHANNELS),
        "country": source.choice(_COUNTRIES),
        "customer": f"c-{source.randint(1, 5000)}",
        "gift": source.random() < 0.1,
        "lines": positions,
        "total": round(sum(line["quantity"] * line["unit_price"] for line in positions), 2),
    }
