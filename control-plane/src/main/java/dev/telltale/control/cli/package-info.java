/** Verbs of the command line that talk to the API over HTTP, and nothing else. */
@NullMarked
package dev.telltale.control.cli;

import org.jspecify.annotations.NullMarked;
