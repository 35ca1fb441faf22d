/**
 * Trace files of other tools, line by line: each line becomes an OTLP request and goes where those
 * go.
 */
@NullMarked
package dev.telltale.gateway.imports;

import org.jspecify.annotations.NullMarked;
