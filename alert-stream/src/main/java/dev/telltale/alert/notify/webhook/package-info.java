/** Signed messages to other programs. */
@NullMarked
package dev.telltale.alert.notify.webhook;

import org.jspecify.annotations.NullMarked;
