"""Says what schemas pydantic sends, or whether it parses values that were made of them: one JSON object on stdin and stdout."""
import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from pathlib import Path
from typing import Annotated, Literal, Optional, Union
from uuid import UUID

import pydantic
from pydantic import BaseModel, Field, Json, TypeAdapter


class Colour(Enum):
    red = "red"
    blue = "blue"


class Item(BaseModel):
    sku: Annotated[str, Field(pattern=r"^(?P<year>\d{4})-[A-Z]{3}$")]
    price: Decimal
    tags: Annotated[list[str], Field(min_length=1, max_length=3)]


class Node(BaseModel):
    name: str
    children: list["Node"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: Annotated[int, Field(ge=1, le=9)]


class Dog(BaseModel):
    kind: Literal["dog"]
    breed: Optional[str] = None


def text(pattern):
    return Annotated[str, Field(pattern=pattern)]


TYPES = {
    **{f"UUID{n}": getattr(pydantic, f"UUID{n}") for n in (1, 3, 4, 5, 6, 7, 8) if hasattr(pydantic, f"UUID{n}")},
    "UUID": UUID,
    "IPvAnyAddress": pydantic.IPvAnyAddress,
    "IPvAnyInterface": pydantic.IPvAnyInterface,
    "IPvAnyNetwork": pydantic.IPvAnyNetwork,
    "IPv4Address": IPv4Address,
    "IPv4Interface": IPv4Interface,
    "IPv4Network": IPv4Network,
    "IPv6Address": IPv6Address,
    "IPv6Interface": IPv6Interface,
    "IPv6Network": IPv6Network,
    "AnyUrl": pydantic.AnyUrl,
    "HttpUrl": pydantic.HttpUrl,
    "PostgresDsn": pydantic.PostgresDsn,
    "Base64Str": pydantic.Base64Str,
    "Base64UrlStr": pydantic.Base64UrlStr,
    "bytes": bytes,
    "Json": Json,
    "Json of a model": Json[Item],
    "Json of a list": Json[list[int]],
    "SecretStr": pydantic.SecretStr,
    "Path": Path,
    "datetime": datetime,
    "AwareDatetime": pydantic.AwareDatetime,
    "date": date,
    "time": time,
    "timedelta": timedelta,
    "Decimal": Decimal,
    "Decimal with bounds": Annotated[Decimal, Field(gt=0, max_digits=6, decimal_places=2)],
    "float": float,
    "finite float": pydantic.FiniteFloat,
    "positive int": pydantic.PositiveInt,
    "multiple of": Annotated[int, Field(multiple_of=7, ge=10)],
    "enum": Colour,
    "model": Item,
    "recursive model": Node,
    "union by kind": Annotated[Union[Cat, Dog], Field(discriminator="kind")],
    "optional": Optional[int],
    "tuple": tuple[int, str],
    "set": Annotated[set[int], Field(min_length=3)],
    "dict": dict[str, float],
    "dict of dates": dict[date, int],
    "ByteSize": pydantic.ByteSize,
    "named group": text(r"^(?P<y>\d{4})$"),
    "leading flag": text(r"(?i)^abc[d-f]+$"),
    "flag in a group": text(r"^(?i:ab)c$"),
    "ends of the text": text(r"\A[a-z]{3}\z"),
    "a script": text(r"^\p{Greek}{2,4}$"),
    "a letter": text(r"^\pL+$"),
    "posix class": text(r"^[[:alpha:]]{3}$"),
    "verbose": text(r"(?x) ^ \d{3} - \d{2} $ # number"),
    "code point": text(r"^\x{e9}$"),
}
ADAPTERS = {name: TypeAdapter(it) for name, it in TYPES.items()}

asked = json.load(sys.stdin)
if asked == "schemas":
    answer = {name: it.json_schema() for name, it in ADAPTERS.items()}
else:
    answer = []
    for name, value in asked:
        try:
            ADAPTERS[name].validate_json(json.dumps(value))
        except pydantic.ValidationError as error:
            answer.append(f"{name}: {value!r}: {error}")
json.dump(answer, sys.stdout)
