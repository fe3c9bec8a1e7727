"""The screens: each takes what a browser asks for and answers with a page, a file or another address."""
