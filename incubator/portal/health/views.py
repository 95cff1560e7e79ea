"""The page that a supervisor of services asks."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from incubator.kernel import blobs
from incubator.kernel.access import PUBLIC
from incubator.portal.health.queries import faulty_component
from incubator.portal.room import room


@room.get("/healthz", PUBLIC)
def healthz() -> ResponseReturnValue:
    """200 when all is in order, else 503 with the component's name; nothing is written."""
    fault = faulty_component(blobs.store().root)
    if fault is not None:
        return jsonify(status="fault", component=fault), 503
    return jsonify(status="ok"), 200
