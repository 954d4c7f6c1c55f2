/** What people read: networks, spaces and runs as text and pages. */
package org.fbnetspark.report;
