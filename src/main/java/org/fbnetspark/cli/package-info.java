/** The commands of {@code submit/}: options, help, exit codes; starts and stops Spark. */
package org.fbnetspark.cli;
