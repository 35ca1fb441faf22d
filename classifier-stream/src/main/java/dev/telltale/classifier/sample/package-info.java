/** Whether a signal judges a target: a pure function that anyone can reproduce. */
@NullMarked
package dev.telltale.classifier.sample;

import org.jspecify.annotations.NullMarked;
