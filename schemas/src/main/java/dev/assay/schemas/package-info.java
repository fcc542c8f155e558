/** What the data is: one record and contract per table, and what is derived from a contract. */
package dev.assay.schemas;
