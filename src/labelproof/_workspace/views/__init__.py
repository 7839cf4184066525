"""What a workspace says, as frozen records: the studio's API hands them out as they are.

A *target* is one thing to decide: a row where each example has one label, ``row * number of tags + tag`` where examples
carry tags. Class and tag numbers are positions in `Project.classes`; -1 stands for "no label". Of tags, `given` and
`suggested` are 0 (absent) or 1 (present), and the tag itself is `Item.tag`.
"""

from __future__ import annotations

from labelproof._workspace.views.items import (
    Cell,
    Comment,
    Decision,
    Detail,
    Event,
    Item,
    ItemPage,
    Neighbor,
    QueuePage,
    TagState,
)
from labelproof._workspace.views.output import Difference, Exported, ExportFormat, ExportPreview
from labelproof._workspace.views.project import (
    Class,
    Counts,
    Filter,
    IssueKind,
    Project,
    Queue,
    Resume,
    Run,
    SavedView,
    User,
)
from labelproof._workspace.views.review import (
    Agreement,
    Batch,
    Decided,
    Disagreement,
    EventPage,
    HistoryEntry,
    HistoryPage,
    Lease,
    Matrix,
    Pair,
    PairCell,
    Sample,
    Undone,
)
from labelproof._workspace.views.words import Modality, Mode, Order, Status, Task, Verb

__all__ = [
    "Agreement",
    "Batch",
    "Cell",
    "Class",
    "Comment",
    "Counts",
    "Decided",
    "Decision",
    "Detail",
    "Difference",
    "Disagreement",
    "Event",
    "EventPage",
    "ExportFormat",
    "ExportPreview",
    "Exported",
    "Filter",
    "HistoryEntry",
    "HistoryPage",
    "IssueKind",
    "Item",
    "ItemPage",
    "Lease",
    "Matrix",
    "Modality",
    "Mode",
    "Neighbor",
    "Order",
    "Pair",
    "PairCell",
    "Project",
    "Queue",
    "QueuePage",
    "Resume",
    "Run",
    "Sample",
    "SavedView",
    "Status",
    "TagState",
    "Task",
    "Undone",
    "User",
    "Verb",
]
