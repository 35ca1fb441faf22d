/** Alerts to Prometheus' Alertmanager. */
@NullMarked
package dev.telltale.alert.notify.alertmanager;

import org.jspecify.annotations.NullMarked;
