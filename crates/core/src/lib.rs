//! SQL expression language, metadata, DDL, types and dialect compilers: values in, SQL text out.
