/** The documents that commands print. */
package org.fbnetspark.cli.json;
