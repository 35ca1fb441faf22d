/** Benchmarks: verbs of the launcher that measure this machine and end by themselves. */
@NullMarked
package dev.telltale.standalone.bench;

import org.jspecify.annotations.NullMarked;
