/** Simulated raw data: files that state exactly which faults they hold. */
package dev.assay.runners.simulate;
