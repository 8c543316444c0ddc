"""The management report as a PDF to print and as one HTML file to mail: the numbers of the page, and nothing to load."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

from dashboard import pdf, plain, svg
from dashboard.app_pages.mt_rapport import agenda, charts, steps
from dashboard.app_pages.mt_rapport.followed import After
from dashboard.app_pages.mt_rapport.report import Report

FRAME = Path(__file__).with_name("frame.html")
# What SVG is called where it stands alone; inside HTML it goes without.
ALONE = '<svg xmlns="http://www.w3.org/2000/svg" '
# Pixels of three quarters of a point on paper: half a page wide or a whole, so high, or so high a row.
COLUMN, PAGE, HEIGHT = 332, 688, 136
ROW = alt.Step(12)


def drawings(report: Report, after: After | None) -> dict[str, tuple[str, str]]:
    """The charts of a report by name, as SVG with its words; what there is nothing to draw of is not among them."""
    compared = report.compared
    made: dict[str, tuple[charts.Chart | None, str, int, int | alt.Step]] = {
        "trend": (
            charts.trend(report),
            f"Ongeoorloofd verzuim per week, {report.reading.unit}. {report.reading.sentence}",
            COLUMN,
            HEIGHT,
        ),
        "afdelingen": (
            charts.funnel(compared),
            f"Afdelingen naar aantal leerlingen, {compared.unit}. {compared.sentence}" if compared else "",
            COLUMN,
            HEIGHT,
        ),
        "treden": (charts.stages(report), report.stages_said, PAGE, ROW),
        "gevolg": (
            charts.after(after),
            " ".join(["Uren na een stap tegenover wat verwacht was.", *(after.sentences if after else ())]),
            PAGE,
            ROW,
        ),
    }
    return {
        name: (svg.drawn(chart, words, width, height), words)
        for name, (chart, words, width, height) in made.items()
        if chart
    }


def pdf_of(report: Report, after: After | None = None) -> bytes:
    """Two pages of A4, tagged, with the words of each chart for who cannot see it."""
    drawn = {
        name: {"svg": made.replace("<svg ", ALONE, 1), "alt": words}
        for name, (made, words) in drawings(report, after).items()
    }
    return pdf.printed("mt_rapport/mt_rapport.typ", _values(report, after) | {"charts": drawn})


def _values(report: Report, after: After | None) -> dict[str, Any]:
    return {
        "title": report.title,
        "subject": report.subject.name,
        "described": report.described,
        "answer": report.answer,
        "figures": _rows(report.table),
        "periods": report.periods,
        "statements": report.statements,
        "trend_said": report.reading.sentence,
        "compared_said": report.compared.sentence
        if report.compared
        else "De afdelingen zijn te klein om te laten zien.",
        "compared": _rows(report.compared_table),
        "steps_said": report.steps_said,
        "nobody_said": report.nobody_said,
        "tasks": steps.TASKS,
        "roles": _rows(report.roles),
        "parts": _rows(report.parts),
        "by_stage": _rows(report.by_stage),
        "sentences": [report.duo, *report.data],
        "decisions": _rows(agenda.table(report.decisions)),
        "after": after.sentences if after else [],
        "explained": [*report.explained, *([("Wat erop volgde", after.explained)] if after else [])],
    }


def _rows(frame: pl.DataFrame) -> dict[str, Any]:
    return {"columns": frame.columns, "rows": [[str(cell) for cell in row] for row in frame.iter_rows()]}


def html_of(report: Report, after: After | None = None) -> str:
    """One page of HTML with everything in it."""
    drawn = {name: f'<figure class="{name}">{made}</figure>' for name, (made, _) in drawings(report, after).items()}
    values = _values(report, after)
    parts = [
        f"<h1>{escape(report.title)}</h1>",
        f"<p><b>{escape(report.subject.name)}</b>: {escape(report.answer)}</p>",
        _table(report.table, "Vijf cijfers"),
        f"<p>{escape(report.periods)}</p>",
        _items(report.statements),
        '<div class="naast"><section><h2>Ongeoorloofd afwezig per week</h2>',
        f"<p>{escape(report.reading.sentence)}</p>{drawn.get('trend', '')}</section>",
        f"<section><h2>Afdelingen</h2><p>{escape(values['compared_said'])}</p>{drawn.get('afdelingen', '')}",
        _table(report.compared_table, "Tabel bij de trechter") if "afdelingen" in drawn else "",
        "</section></div>",
        f"<h2>Leerlingen per trede (afgerond)</h2>{drawn.get('treden', '')}",
        f"<p>{escape(report.nobody_said)}</p>" if report.nobody_said else "",
        "<h2>Stappen van het protocol (afgerond)</h2>",
        f"<p>{escape(report.steps_said)}</p>",
        _table(report.parts, "Per afdeling"),
        _table(report.by_stage, "Per trede") if not report.by_stage.is_empty() else "",
        f"<p>{escape(steps.TASKS)}</p>{_table(report.roles, 'Per rol')}" if not report.roles.is_empty() else "",
        _items((report.duo, *report.data)),
        f"<h2>Wat erop volgde</h2>{_items(after.sentences)}{drawn.get('gevolg', '')}" if after else "",
        "<h2>Besluiten</h2>",
        _table(agenda.table(report.decisions), "Agenda") if not report.decisions.is_empty() else "<p>Geen.</p>",
        "<h2>Wat staat hier, en hoe leest u het?</h2>",
        "<dl>"
        + "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in report.explained)
        + "</dl>",
        f"<footer>{escape(report.described)}</footer>",
    ]
    page = FRAME.read_text(encoding="utf-8")
    return plain.visible(page.replace("{title}", escape(report.title)).replace("{body}", "\n".join(parts)))


def _table(frame: pl.DataFrame, caption: str) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in frame.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(str(row[0]))}</th>'
        + "".join(f"<td>{escape(str(cell))}</td>" for cell in row[1:])
        + "</tr>"
        for row in frame.iter_rows()
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _items(sentences: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>"
