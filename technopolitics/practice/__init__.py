"""Practice for learners: check, hint, solution, predict, and the ledger of claims."""

from technopolitics.practice.claims_ledger import ledger
from technopolitics.practice.feedback import check, hint, solution
from technopolitics.practice.predicting import predict, predictions

__all__ = ["check", "hint", "ledger", "predict", "predictions", "solution"]
