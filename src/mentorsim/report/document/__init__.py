"""The report for decision makers: from what a comparison or sweep states to one page of HTML."""
