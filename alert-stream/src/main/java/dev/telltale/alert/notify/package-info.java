/** Events into messages to people, each at most once recorded. */
@NullMarked
package dev.telltale.alert.notify;

import org.jspecify.annotations.NullMarked;
