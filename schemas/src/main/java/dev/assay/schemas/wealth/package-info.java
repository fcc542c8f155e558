/** The tables of the wealth pipeline: trades and customers, and what they add up to. */
package dev.assay.schemas.wealth;
