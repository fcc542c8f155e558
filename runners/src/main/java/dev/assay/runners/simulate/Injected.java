package dev.assay.runners.simulate;

import java.util.Map;
import java.util.SortedMap;

/**
 * What a simulation wrote, and so what a correct pipeline must find.
 *
 * @param settings what was asked for
 * @param lines in all trade files together; valid, duplicate and quarantined rows add up to it
 * @param faults the number of lines with each fault
 * @param silver distinct valid trades, late ones among them
 * @param duplicates lines that repeat a valid trade
 * @param quarantined lines to quarantine by the rule they break; a cut-off line is worth 0
 */
public record Injected(
    TradeSimulation settings,
    long lines,
    Map<Fault, Long> faults,
    Tally silver,
    Tally duplicates,
    SortedMap<String, Tally> quarantined) {}
