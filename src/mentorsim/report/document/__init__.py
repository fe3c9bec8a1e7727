"""The report for whoever decides: from what a comparison or sweep states to one page of HTML."""
