/** Messages by e-mail, to each member of a project. */
@NullMarked
package dev.telltale.alert.notify.mail;

import org.jspecify.annotations.NullMarked;
