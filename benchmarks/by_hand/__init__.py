"""The scores as somebody would write them who does not use riskservice: for comparison only."""
