/** A classifier in this process, trained from a signal's own examples. */
@NullMarked
package dev.telltale.classifier.judge.offline;

import org.jspecify.annotations.NullMarked;
