/**
 * Simulated raw data: files that state exactly which faults they hold, and transactions in the
 * database of a bank.
 */
package dev.assay.runners.simulate;
