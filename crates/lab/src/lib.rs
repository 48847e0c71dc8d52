//! The facade: runs a document against a host and gives back a report of plain data.
