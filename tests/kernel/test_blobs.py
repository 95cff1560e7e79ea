"""Does the nightly sweep delete only what no row knows, and only what is old enough?"""

import os
from datetime import timedelta

from incubator.intake.demo import sample_paper
from incubator.kernel import blobs, clock, files
from incubator.kernel.access import SYSTEM
from incubator.kernel.db import work


def test_sweep_keeps_known_and_fresh_files_and_deletes_old_orphans(context):
    with work(by=SYSTEM):
        kept = blobs.keep(files.inspect(sample_paper(), "章程.pdf", files.DOCUMENT), by=SYSTEM)
    store = blobs.store()
    fresh, old = store.put(b"fresh orphan"), store.put(b"old orphan")
    long_ago = (clock.now() - timedelta(days=2)).timestamp()
    for key in (kept.key, old):
        os.utime(store.root / key, (long_ago, long_ago))
    recent = (clock.now() - timedelta(hours=1)).timestamp()
    os.utime(store.root / fresh, (recent, recent))
    blobs.sweep_orphans()
    assert (store.exists(kept.key), store.exists(fresh), store.exists(old)) == (True, True, False)
