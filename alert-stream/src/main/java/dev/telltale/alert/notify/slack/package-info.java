/** Messages to Slack. */
@NullMarked
package dev.telltale.alert.notify.slack;

import org.jspecify.annotations.NullMarked;
