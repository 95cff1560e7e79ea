"""What does this room add to every frame: messages, search, the only park's name, the demo's warning."""

from flask import current_app, url_for
from flask.sansio.blueprints import BlueprintSetupState

from incubator.kernel.access import Person
from incubator.kernel.pages import Frame
from incubator.kernel.settings import LOOPBACK, Settings
from incubator.kernel.text import label, lazy
from incubator.portal.queries import has_demo_accounts, only_park

DEMO_BANNER = lazy(
    "Demo accounts are open on this address. Remove the demo before you use it for real work."
)


def install(state: BlueprintSetupState) -> None:
    """Register the extension when the room is registered."""
    state.app.extensions["frame_extender"] = extend


def extend(frame: Frame, person: Person | None) -> None:
    """Fill in what every page shows around itself."""
    frame.inbox_url = url_for("portal.inbox_list")
    if person is not None:
        frame.search_url = url_for("portal.search")
        for link in frame.bottom:
            if link.url == frame.inbox_url:
                object.__setattr__(link, "count", frame.inbox_count)
    if not frame.park_name:
        park = only_park()
        frame.park_name = label({"zh": park.name, "en": park.name_en}) if park is not None else ""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.host not in LOOPBACK and has_demo_accounts():
        frame.demo_banner = DEMO_BANNER
