"""Files of publications to entries: Markdown, HTML, DOCX, PDF, TXT, CSV and XLSX.

`read_path` reads one file and `read_paths` files and folders. Neither raises for what is in a file: every problem is a
fault that names the file, where it can the line, and says what to do; the rest is still read.
"""

from knowledge.readers.results import Fault, ReadResult
from knowledge.readers.walk import SUFFIXES, read_path, read_paths

__all__ = ["SUFFIXES", "Fault", "ReadResult", "read_path", "read_paths"]
