"""The linter: what in a protocol asks for a decision of the school, for `verzuimbeeld protocols lint`."""

from collections.abc import Mapping
from textwrap import wrap

from protocols.finding import DOUBTS, Finding, Kind
from protocols.lint_document import document_findings
from protocols.lint_groups import group_findings
from protocols.lint_ladders import ladder_findings
from protocols.lint_late import late_findings
from protocols.lint_norms import norm_findings
from protocols.schema import Protocol

WIDTH = 110
# Of ladders whose stages do not rise, or are called after another number: said while they are being made.
AT_ONCE: frozenset[Kind] = frozenset({"volgorde", "naam"})


def lint(protocol: Protocol, national: Mapping[str, Protocol]) -> list[Finding]:
    """The findings of one protocol, by ladder and stage in the order of the file, findings on the whole first.

    `national` are the presets (by id) with which the protocol is compared; those it lacks are not compared.
    """
    order: dict[tuple[str, str | None], tuple[int, int]] = {
        (ladder.id, None): (n, -1) for n, ladder in enumerate(protocol.ladder)
    }
    order |= {
        (ladder.id, stage.id): (n, m)
        for n, ladder in enumerate(protocol.ladder)
        for m, stage in enumerate(ladder.stage)
    }
    kinds = list(DOUBTS)
    found = [
        *document_findings(protocol),
        *ladder_findings(protocol),
        *group_findings(protocol),
        *late_findings(protocol),
        *norm_findings(protocol, national),
    ]
    return sorted(found, key=lambda f: (*order.get((f.ladder or "", f.stage), (-1, -1)), kinds.index(f.kind)))


def lint_all(protocols: Mapping[str, Protocol], chosen: str | None = None) -> list[Finding]:
    """The findings of one protocol, or of all that are no national preset."""
    national = {p.id: p for p in protocols.values() if p.preset}
    of = [protocols[chosen]] if chosen else [p for p in protocols.values() if not p.preset]
    return [finding for protocol in of for finding in lint(protocol, national)]


def new_doubts(draft: Protocol, base: Protocol) -> list[str]:
    """What to say at once of a draft: stages that do not rise or have another name, as far as its base has them not."""
    told = {(f.ladder, f.stage, f.what) for f in ladder_findings(base)}
    found = [f for f in ladder_findings(draft) if f.kind in AT_ONCE and (f.ladder, f.stage, f.what) not in told]
    return [f"Ladder {f.ladder}: {f.what} {f.decide}" for f in found]


def render_findings(findings: list[Finding]) -> str:
    """Findings as readable Dutch text: where, what, what to decide."""
    lines: list[str] = []
    before = None
    for finding in findings:
        if finding.protocol != before:
            amount = sum(f.protocol == finding.protocol for f in findings)
            lines += ["", f"{finding.protocol}: {amount} {'bevinding' if amount == 1 else 'bevindingen'}"]
        before = finding.protocol
        where = "/".join(part for part in (finding.ladder, finding.stage) if part) or "hele protocol"
        lines.append(f"  {where} · {_kind(finding.kind)}")
        lines += wrap(finding.what, WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 4)
        lines += wrap(f"Beslis: {finding.decide}", WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 6)
    return "\n".join(lines).strip() + "\n" if lines else "Geen bevindingen.\n"


def _kind(kind: Kind) -> str:
    return f"{kind} ({DOUBTS[kind]})"
