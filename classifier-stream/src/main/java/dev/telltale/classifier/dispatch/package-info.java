/** Which closed target meets which signal. */
@NullMarked
package dev.telltale.classifier.dispatch;

import org.jspecify.annotations.NullMarked;
