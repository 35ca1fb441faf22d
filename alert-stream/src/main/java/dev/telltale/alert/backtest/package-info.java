/** What a rule would have done: the evaluation run over recorded labels. */
@NullMarked
package dev.telltale.alert.backtest;

import org.jspecify.annotations.NullMarked;
