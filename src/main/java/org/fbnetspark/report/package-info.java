/** What people read: text tables of networks, spaces and runs. */
package org.fbnetspark.report;
