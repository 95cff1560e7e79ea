"""What shape has input in this room: the door through which higher rooms take the score form."""

from incubator.experts.sheets.forms import ScoreForm, score_form

__all__ = ["ScoreForm", "score_form"]
